"""What a person may see of an alliance: the one place where rights to rows are checked.

Pages and the API ask here and nowhere else, so none of them can show too much. What is not somebody's own is not there
for them: whoever guesses a number learns nothing from the answer. Each look is recorded before it is taken.
"""

from schakel.desk.visible.deliveries import DeliveredRows, counts
from schakel.desk.visible.everything import Visible
from schakel.desk.visible.part import NotVisibleError

__all__ = ["DeliveredRows", "NotVisibleError", "Visible", "counts"]

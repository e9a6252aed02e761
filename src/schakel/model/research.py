"""What an alliance asks of its chain beyond counts: questions of research, each with the answer that was found.

Published judgments are asked apart (`model/sentencing.py`): they are no part of the chain.
"""

from schakel.model.prevalence import PrevalenceAnswer, PrevalenceQuestion
from schakel.model.recidivism import RecidivismAnswer, RecidivismQuestion

Question = PrevalenceQuestion | RecidivismQuestion
Answer = PrevalenceAnswer | RecidivismAnswer

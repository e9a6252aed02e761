"""Speed and memory, shown as ratios beside a peer or the bare engine in the same run; never timed in a test."""

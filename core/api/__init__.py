"""What every API of ours shares: who calls, how an error reads, what may be sent twice, how lists are turned."""

"""What docs/check is made of: links, fenced blocks, expected replies, and the servers that commands are run against."""

"""Bank accounts (银行账户): statements come in page by page; a line is never overwritten."""

"""Papers set anew with real LaTeX classes, whose true text and true tables are known."""

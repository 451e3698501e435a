"""The answering round: its days, who has answered how much, reminders, and the answers once it is closed."""

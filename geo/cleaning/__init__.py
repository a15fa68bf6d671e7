"""What cells mean, whoever wrote them: dates, places, texts, quantities; every guess is said."""

"""What every slice needs to speak HTTP: responses, transactions, forms, headers, errors, filters, assets."""

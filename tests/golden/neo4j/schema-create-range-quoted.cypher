CREATE INDEX runic_range_two_words_order_ba68e493df FOR (e:`two words`) ON (e.`order`)

DROP INDEX `runic_vector_knows_mood_35651e80dc` IF EXISTS

package homeport.insights.counter;

/**
 * One that is on offer.
 *
 * @param name {@code db.Cache.blks_hit}; AWS's, letter for letter
 * @param description a sentence
 * @param unit as AWS writes it: {@code Blocks per second}
 */
public record Counter(String name, String description, String unit) {}

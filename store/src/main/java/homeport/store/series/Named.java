package homeport.store.series;

/**
 * A series that has something on record.
 *
 * @param last the newest second of its points
 */
public record Named(String series, long last) {}

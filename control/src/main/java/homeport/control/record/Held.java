package homeport.control.record;

/**
 * A record as it was read: where it is kept and the revision that a change must still find there.
 */
public record Held<T>(String key, T value, long revision) {}

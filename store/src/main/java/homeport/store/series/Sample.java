package homeport.store.series;

/**
 * What is kept of a series from {@code second} on.
 *
 * @param second seconds of the epoch, a multiple of the resolution
 * @param resolution how many seconds it stands for
 */
public record Sample(long second, int resolution, Stats stats) {}

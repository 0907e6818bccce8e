package homeport.engine;

import java.util.Comparator;

/** A PostgreSQL release: {@code 16.3} is major 16, minor 3. */
public record EngineVersion(int major, int minor) implements Comparable<EngineVersion> {
    private static final Comparator<EngineVersion> ORDER =
            Comparator.comparingInt(EngineVersion::major).thenComparingInt(EngineVersion::minor);

    public EngineVersion {
        if (major < 10 || minor < 0)
            throw new IllegalArgumentException("no PostgreSQL " + major + "." + minor);
    }

    /**
     * @throws IllegalArgumentException the text is not {@code major.minor}
     */
    public static EngineVersion parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 2) throw new IllegalArgumentException("not major.minor: " + text);
        return new EngineVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    @Override
    public int compareTo(EngineVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

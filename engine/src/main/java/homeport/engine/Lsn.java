package homeport.engine;

/**
 * A position in the write-ahead log: bytes since its beginning, unsigned. Written {@code
 * 16/B374D848}. Source: PostgreSQL documentation, "pg_lsn Type".
 */
public record Lsn(long bytes) implements Comparable<Lsn> {
    public static final Lsn NONE = new Lsn(0);

    /**
     * @throws IllegalArgumentException it is not two hexadecimal numbers with a slash between
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || text.length() - slash > 9)
            throw new IllegalArgumentException("not a position in the log: " + text);
        long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
        return new Lsn(high << 32 | Long.parseUnsignedLong(text.substring(slash + 1), 16));
    }

    public boolean reaches(Lsn other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(bytes >>> 32, bytes & 0xffff_ffffL);
    }
}

package homeport.insights.pi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Pages of a list. A token says from where to go on, of which request, and at which moment the
 * first page was made, so that all pages are of one answer; it is worth nothing to another request.
 */
final class Paging {
    private static final int HASH_BYTES = 16;
    private static final int PAGE_MAX = 25;

    private final byte[] hash;
    private final int from;
    private final Instant asOf;
    private final int size;

    private Paging(byte[] hash, int from, Instant asOf, int size) {
        this.hash = hash;
        this.from = from;
        this.asOf = asOf;
        this.size = size;
    }

    /**
     * @param request without its token, as text
     * @param maxResults 0 or absent: as many as fit a page
     */
    static Paging of(String request, String nextToken, Integer maxResults, Instant now) {
        byte[] hash = hash(request);
        int size = maxResults == null || maxResults == 0 ? PAGE_MAX : maxResults;
        if (nextToken == null) return new Paging(hash, 0, now, size);
        ByteBuffer token = decode(nextToken);
        byte[] theirs = new byte[HASH_BYTES];
        token.get(theirs);
        if (!MessageDigest.isEqual(hash, theirs)) throw wrong();
        int from = token.getInt();
        Instant asOf = Instant.ofEpochMilli(token.getLong());
        if (from < 0 || asOf.isAfter(now)) throw wrong();
        return new Paging(hash, from, asOf, size);
    }

    private static ByteBuffer decode(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length != HASH_BYTES + Integer.BYTES + Long.BYTES) throw wrong();
            return ByteBuffer.wrap(bytes);
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    private static RuntimeException wrong() {
        return Refusal.argument("NextToken is not one that this request was answered with.");
    }

    private static byte[] hash(String request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] all = sha.digest(request.getBytes(StandardCharsets.UTF_8));
            return java.util.Arrays.copyOf(all, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The moment that all pages are of. */
    Instant asOf() {
        return asOf;
    }

    <T> List<T> page(List<T> all) {
        int begin = Math.min(from, all.size());
        return all.subList(begin, Math.min(begin + size, all.size()));
    }

    Optional<String> next(List<?> all) {
        if (from + (long) size >= all.size()) return Optional.empty();
        ByteBuffer token = ByteBuffer.allocate(HASH_BYTES + Integer.BYTES + Long.BYTES);
        token.put(hash).putInt(from + size).putLong(asOf.toEpochMilli());
        return Optional.of(Base64.getUrlEncoder().encodeToString(token.array()));
    }
}

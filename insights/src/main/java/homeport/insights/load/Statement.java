package homeport.insights.load;

/**
 * A text that ran, or the digest of such texts.
 *
 * @param id SHA-1, 40 hexadecimal digits, of the whole text as the server showed it
 * @param dbId PostgreSQL's {@code query_id}; {@code pi-} and a number where it has none
 * @param tokenizedId the id of its digest; its own, when it is one
 * @param text as the server showed it, cut at its {@code track_activity_query_size}; a digest has
 *     {@code ?} for literals
 */
public record Statement(String id, String dbId, String tokenizedId, String text) {
    public boolean isDigest() {
        return id.equals(tokenizedId);
    }
}

package homeport.insights.sample;

/**
 * Which statement a session runs.
 *
 * @param sql id of the text, or of its digest where texts are not told apart; empty: unknown
 * @param digest id; empty: unknown
 */
record Known(String sql, String digest) {
    static final Known NOTHING = new Known("", "");
}

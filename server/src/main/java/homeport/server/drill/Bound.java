package homeport.server.drill;

/** How much of something may be there after some failovers. Each says why. */
sealed interface Bound {
    String why();

    /**
     * So much more than at the start.
     *
     * @param more however many failovers there were
     * @param each for each of them: what is meant to stay, and has a limit of its own far away
     */
    record Growth(long more, long each, String why) implements Bound {}

    /** Not more than the limit that the inventory itself names. */
    record AtMost(String why) implements Bound {}

    /**
     * @param limit that the inventory names
     */
    default long allowed(long start, int failovers, long limit) {
        return switch (this) {
            case Growth(long more, long each, String _) -> start + more + each * failovers;
            case AtMost _ -> limit;
        };
    }
}

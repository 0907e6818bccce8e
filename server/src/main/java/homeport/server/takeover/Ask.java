package homeport.server.takeover;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the new process asks of the old one. What a kind has not is empty or zero.
 *
 * @param number of {@link Kind#BEGIN} the protocol's, of {@link Kind#COMMIT} how many seconds
 *     sessions may go on
 * @param text of {@link Kind#SOCKETS} the letterbox, of others an id
 * @param ways of {@link Kind#DOOR} where it leads, of {@link Kind#TARGET} writer and readers
 */
record Ask(Kind kind, long number, String text, List<Way> ways) {
    enum Kind {
        /** Close the control plane, and tell where doors lead. */
        BEGIN,
        /** Send the listening sockets. */
        SOCKETS,
        /** Accept no more. */
        COMMIT,
        DOOR,
        DOOR_GONE,
        TARGET,
        TARGET_GONE,
        PROXY_GONE,
        /** End the sessions, and yourself. */
        END
    }

    /** Both processes must mean the same. */
    static final int PROTOCOL = 1;

    static Ask of(Kind kind) {
        return new Ask(kind, 0, "", List.of());
    }

    static Ask of(Kind kind, String text, List<Way> ways) {
        return new Ask(kind, 0, text, ways);
    }

    /**
     * What the old process answers.
     *
     * @param refused a sentence; empty when it was done
     * @param count of {@link Kind#SOCKETS} how many were sent, of {@link Kind#COMMIT} the sessions
     * @param doors of {@link Kind#BEGIN}: where each endpoint leads, by its id
     */
    record Answer(Optional<String> refused, int count, Map<String, Way> doors) {
        static Answer done(int count) {
            return new Answer(Optional.empty(), count, Map.of());
        }

        static Answer refused(String because) {
            return new Answer(Optional.of(because), 0, Map.of());
        }
    }
}

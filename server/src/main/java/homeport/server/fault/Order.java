package homeport.server.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a rehearsal asks for.
 *
 * @param instance identifier of a DB instance or a Multi-AZ DB cluster
 * @param node primary, standby, a zone, or a node's name; empty: the primary; not for {@link
 *     Kind#HEAL}, which heals all nodes
 * @param tree a {@link Kind#KILL} of the whole process tree, not of the postmaster alone
 */
public record Order(Kind kind, String instance, Optional<String> node, boolean tree) {
    /** Everything but a kill stands until it is healed. */
    public enum Kind {
        KILL,
        HANG,
        PARTITION,
        ISOLATE,
        DISK_FULL,
        HEAL;

        /** As the command line spells it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static List<String> words() {
            return Arrays.stream(values()).map(Kind::word).toList();
        }

        public static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
        }
    }
}

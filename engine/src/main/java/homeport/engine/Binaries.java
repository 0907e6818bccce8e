package homeport.engine;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The releases on this machine, wherever they come from; the earlier source wins. */
record Binaries(SystemInstalls installed, EmbeddedInstalls embedded, Account account) {
    /** Newest first. */
    List<EngineVersion> versions() {
        TreeSet<EngineVersion> all = new TreeSet<>(Comparator.reverseOrder());
        installed.list().forEach(i -> all.add(i.version()));
        all.addAll(embedded.list().keySet());
        return List.copyOf(all);
    }

    /**
     * @throws EngineException that version is not here
     */
    Installation exact(EngineVersion version) {
        for (Installation installation : installed.list())
            if (installation.version().equals(version)) {
                account.reach(installation.programs());
                return installation;
            }
        Path jar = embedded.list().get(version);
        if (jar == null)
            throw new EngineException("no PostgreSQL " + version + " here, only " + versions());
        return embedded.unpacked(version, jar);
    }

    /**
     * The binaries for a data folder that was last used by {@code version}: the same, or, when the
     * distribution replaced them, the next newer minor that there is.
     */
    Installation serving(EngineVersion version) {
        TreeSet<EngineVersion> able = new TreeSet<>(versions());
        able.removeIf(v -> v.major() != version.major());
        EngineVersion chosen = able.ceiling(version);
        if (chosen == null)
            throw new EngineException(
                    "the data folder needs PostgreSQL %s or a newer minor; here are %s"
                            .formatted(version, versions()));
        return exact(chosen);
    }
}

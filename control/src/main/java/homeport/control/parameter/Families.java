package homeport.control.parameter;

import homeport.engine.EngineVersion;
import homeport.engine.Engines;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parameter group families, one a major version. Safe from any thread; a family is described
 * once by the engine and then kept.
 */
public final class Families {
    private final Engines engines;
    private final Map<Integer, ParameterFamily> described = new ConcurrentHashMap<>();

    public Families(Engines engines) {
        this.engines = engines;
    }

    /** Newest first. */
    List<Integer> majors() {
        return engines.versions().stream().map(EngineVersion::major).distinct().toList();
    }

    ParameterFamily of(int major) {
        return described.computeIfAbsent(
                major, key -> ParameterFamily.of(key, engines.settings(key)));
    }
}

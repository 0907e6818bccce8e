package homeport.engine;

import java.util.List;

/** The PostgreSQL releases that can really be started on this machine. Safe from any thread. */
public interface Engines {
    /** Newest first. Each has binaries here or can be unpacked from what Homeport ships. */
    List<EngineVersion> versions();

    /**
     * Every setting of a major version as the engine itself describes it, in name order; those of
     * the contributed modules that Homeport preloads are among them.
     *
     * @throws EngineException no version of that major is here
     */
    List<Setting> settings(int major);

    /**
     * The node in that place; it may or may not have data, it may or may not run. Nothing is
     * touched.
     */
    Node node(NodePlace place);
}

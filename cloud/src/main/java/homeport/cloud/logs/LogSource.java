package homeport.cloud.logs;

import java.time.Instant;
import java.util.List;

/** Groups that exist because something writes logs by itself. Any thread; may read files. */
public interface LogSource {
    /** Of one region, as they are now, in any order. */
    List<Group> groups(String region);

    /** One of them; its streams are those of {@link LineLog}. */
    record Group(String name, Instant created, List<LogStream> streams) {
        /** Keeps a copy. */
        public Group {
            streams = List.copyOf(streams);
        }
    }
}

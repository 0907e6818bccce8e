package homeport.cloud.logs;

import homeport.aws.Service;
import homeport.store.Store;
import java.nio.file.Path;
import java.time.Instant;

/** CloudWatch Logs: its actions, and the sweep of what has outlived its retention. Any thread. */
public final class CloudWatchLogs {
    private final LogGroups groups;

    /**
     * Nothing is read or written yet.
     *
     * @param source what writes logs by itself
     * @param folder for events that users put in; made when it is needed
     */
    public CloudWatchLogs(Store store, LogSource source, Path folder) {
        groups = new LogGroups(store, source, folder);
    }

    /** Its actions. */
    public Service service() {
        Service logs = new Service("logs");
        new GroupActions(groups).register(logs);
        new TagActions(groups).register(logs);
        new StreamActions(groups).register(logs);
        new Writing(groups).register(logs);
        new Reading(groups).register(logs);
        new Filtering(groups).register(logs);
        return logs;
    }

    /** Removes what is gone or too old; until then it is out of sight. Call it now and then. */
    public void sweep(Instant now) {
        groups.sweep(now);
    }
}

package homeport.cloud.logs;

import java.util.OptionalLong;

/** How lines of a log file make events. Pure. */
public interface LineFormat {
    /** Whether the line belongs to the event of the line before. */
    boolean continues(String line);

    /** When the event of a first line happened, in ms since 1970; empty when it does not say. */
    OptionalLong millis(String line);

    /** When the first event of a file of that number may have happened, in ms since 1970. */
    long earliest(long number);
}

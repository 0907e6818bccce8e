package homeport.server;

import java.time.Duration;

/** How a service ends. */
public sealed interface Ending {
    /**
     * It was told to.
     *
     * @param databases they stop too
     */
    record Stop(boolean databases) implements Ending {}

    /**
     * Another process serves the folder.
     *
     * @param sessionsMax how long the sessions that are in may go on
     */
    record TakenOver(Duration sessionsMax) implements Ending {}

    /**
     * It cannot go on.
     *
     * @param because a sentence
     */
    record Failed(String because) implements Ending {}
}

package homeport.control.reconcile;

import java.nio.file.Path;

/** The listeners in front of instances; the proxy module has them, the server plugs them in. */
public interface Doors {
    /**
     * Listens for an endpoint, or changes where a listening one leads. May be repeated.
     *
     * @throws IllegalStateException the address cannot be listened on; the message says why
     */
    void show(Door door);

    /** Stops listening and ends the sessions. May be repeated. */
    void remove(String resourceId);

    /**
     * @param name for messages: the identifier
     */
    record Door(String resourceId, String name, String address, int port, Route route) {}

    /** Where a new connection goes. */
    sealed interface Route {
        record Open(Path socket) implements Route {}

        /**
         * @param because a sentence for the client
         */
        record Closed(String because) implements Route {}
    }
}

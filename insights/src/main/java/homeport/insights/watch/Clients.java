package homeport.insights.watch;

import java.util.Optional;

/**
 * Who is behind a session whose socket says nothing of it: clients come in through Homeport's own
 * doors and DB proxies. Answered from memory; safe from any thread.
 */
public interface Clients {
    /** Of servers that clients reach by themselves. */
    Clients NONE = (_, _) -> Optional.empty();

    /**
     * @param address without the port
     * @param proxy name of the DB proxy that it came through
     */
    record Client(String address, int port, Optional<String> proxy) {}

    /**
     * @param resourceId of the DB instance
     * @param pid of the server's process
     */
    Optional<Client> of(String resourceId, int pid);
}

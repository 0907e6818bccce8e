package homeport.control.reconcile;

import homeport.control.reconcile.Doors.Route;

/**
 * Who connects to servers without coming in at their door, and so must be told of what the door is
 * told: proxies. Implementations may be called by any thread; of one instance by one at a time.
 */
public interface Leads {
    /**
     * Where sessions with an instance or a cluster go from now on, whether anybody has a proxy to
     * it or not; the newest holds. When it returns, server sessions that the routes cut are ended:
     * nothing that their server says reaches a client any more, as {@link Doors#show} promises. It
     * waits for nothing else.
     *
     * @param targetId resource id of the instance or the cluster
     * @param writer for sessions that may write; never {@link Route.AnyOf}
     * @param readers for those that only read: never leads to the writer; of an instance it is
     *     {@link Route.Closed}
     */
    void lead(String targetId, Route writer, Route readers);

    /** The instance or cluster is removed: whatever is left of its sessions ends. */
    void gone(String targetId);
}

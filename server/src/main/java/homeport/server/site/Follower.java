package homeport.server.site;

import homeport.control.reconcile.Doors.Route;

/**
 * Another process that still has sessions at the same endpoints. It is told of each change before
 * this process acts on it: when a call returns, sessions that the change ends have ended there, or
 * that process has.
 */
public interface Follower {
    /** There is no other process. */
    Follower NOBODY =
            new Follower() {
                @Override
                public void door(String id, Route route) {
                    // nobody is there to be told
                }

                @Override
                public void doorGone(String id) {
                    // as above
                }

                @Override
                public void target(String id, Route writer, Route readers) {
                    // as above
                }

                @Override
                public void targetGone(String id) {
                    // as above
                }

                @Override
                public void proxyGone(String id) {
                    // as above
                }
            };

    /** An endpoint of an instance or a cluster leads there. */
    void door(String id, Route route);

    /** The endpoint is no more. */
    void doorGone(String id);

    /** What DB proxies may have as their target leads there. */
    void target(String id, Route writer, Route readers);

    /** The target is no more. */
    void targetGone(String id);

    /** The DB proxy is no more. */
    void proxyGone(String id);
}

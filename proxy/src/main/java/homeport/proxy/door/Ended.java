package homeport.proxy.door;

/** Why a client's connection ended; the first cause counts. */
public enum Ended {
    /** The client closed, or sent Terminate. */
    CLIENT_CLOSED,
    /** The server closed: stopped, crashed, or ended the session. */
    SERVER_CLOSED,
    /** The sign-in was refused: wrong password or token, no such database, a server starting up. */
    LOGIN_REFUSED,
    /** The door refused: closed target, not admitted, too many, or a broken first packet. */
    TURNED_AWAY,
    /** Sign-in was not done in {@link DoorSettings#loginTime}. */
    LOGIN_TIMEOUT,
    /** No server came in {@link Endpoint.Target.Waiting#max}. */
    WAIT_TIMEOUT,
    /** A cancel request, done. */
    CANCEL_REQUEST,
    /** The listener was closed, or told to close its sessions. */
    CUT,
    /** The endpoint leads elsewhere now, or the time to drain was over: cut off from its server. */
    MOVED,
    /** Its endpoint moves as planned, and it was between transactions: told 57P01. */
    DRAINED,
    /** A commit's wait for a second node was cancelled: told 08007 in place of success. */
    UNRESOLVED_COMMIT,
    /** A broken connection or a fault. */
    ERROR
}

package homeport.control.instance;

import homeport.store.Op;

/** What the actions on instances ask of whoever keeps their nodes. */
public interface Failovers {
    /**
     * The operation that makes an instance's newest reboot a failover; the commit fails when its
     * nodes changed meanwhile.
     */
    Op ask(String region, DbInstance rebooted);
}

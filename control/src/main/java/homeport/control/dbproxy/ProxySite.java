package homeport.control.dbproxy;

import homeport.control.dbproxy.Progress.Told;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.event.Events;
import homeport.control.group.Groups;
import homeport.control.instance.Addresses;
import homeport.control.instance.Instances;
import homeport.store.Op;
import homeport.store.Store;
import java.time.InstantSource;

/** What the loops of proxies work with. */
record ProxySite(
        Store store,
        Proxies proxies,
        Instances instances,
        Groups groups,
        Addresses addresses,
        Events events,
        ProxyRuntime runtime,
        ProxyPasswords passwords,
        InstantSource clock) {
    Op tell(Proxy about, Told told) {
        Object[] names = told.names().toArray();
        return events.record(about.region(), told.kind().on(about.told(), clock.instant(), names));
    }
}

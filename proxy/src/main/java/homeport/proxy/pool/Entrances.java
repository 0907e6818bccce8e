package homeport.proxy.pool;

import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.ListeningFile;
import homeport.proxy.loop.Loop;
import homeport.proxy.loop.Loop.Listening;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where clients come to a proxy. Any thread may call. */
final class Entrances {
    private final Proxy proxy;
    private final Inheritance inheritance;
    private final List<Listening> listening = new ArrayList<>();

    Entrances(Proxy proxy, Inheritance inheritance) {
        this.proxy = proxy;
        this.inheritance = inheritance;
    }

    /** As {@link Proxy#listen}. */
    Listening open(InetSocketAddress wanted, ProxyEndpoint endpoint) throws IOException {
        Loop.Acceptor acceptor = (socket, from) -> proxy.came(endpoint, socket, from);
        Optional<ListeningFile> inherited = inheritance.take(wanted);
        Listening at =
                inherited.isPresent()
                        ? proxy.loop.listen(inherited.get(), acceptor)
                        : proxy.loop.listen(wanted, acceptor);
        synchronized (listening) {
            listening.add(at);
        }
        return at;
    }

    void close() {
        all().forEach(Listening::close);
    }

    /** New clients are left to whoever else has the sockets. */
    void leave() {
        all().forEach(Listening::leave);
    }

    private List<Listening> all() {
        synchronized (listening) {
            List<Listening> all = List.copyOf(listening);
            listening.clear();
            return all;
        }
    }
}

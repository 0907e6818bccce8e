package homeport.control.testkit;

import homeport.engine.EngineVersion;
import homeport.engine.Engines;
import homeport.engine.Node;
import homeport.engine.NodePlace;
import homeport.engine.Setting;
import homeport.engine.StoredCopy;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Engines whose nodes have a place and seem to run, and remember who may sign in; asked for more
 * they fail.
 */
public final class PlacedEngines implements Engines {
    private final Map<String, String> signIns = new ConcurrentHashMap<>();

    /** Users that may sign in, with their passwords. */
    public Map<String, String> signIns() {
        return Map.copyOf(signIns);
    }

    @Override
    public Node node(NodePlace place) {
        Node.Running running = new Node.Running(Examples.PID, Calls.NOW, new CompletableFuture<>());
        return (Node)
                Proxy.newProxyInstance(
                        Node.class.getClassLoader(),
                        new Class<?>[] {Node.class},
                        (self, method, given) ->
                                switch (method.getName()) {
                                    case "place" -> place;
                                    case "hashCode" -> System.identityHashCode(self);
                                    case "equals" -> self == given[0];
                                    case "running" -> Optional.of(running);
                                    case "keepSignIn" ->
                                            keep((String) given[0], (Node.Secret) given[1]);
                                    case "dropSignIn" -> drop((String) given[0]);
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    private Object keep(String user, Node.Secret password) {
        signIns.put(user, password.text());
        return null;
    }

    private Object drop(String user) {
        signIns.remove(user);
        return null;
    }

    @Override
    public List<EngineVersion> versions() {
        return List.of();
    }

    @Override
    public List<Setting> settings(int major) {
        return List.of();
    }

    @Override
    public Outcome tryOut(StoredCopy copy, Path home, Duration max, Runnable restored) {
        throw new UnsupportedOperationException("these engines have places only");
    }

    @Override
    public void clearTrials(Path below) {}
}

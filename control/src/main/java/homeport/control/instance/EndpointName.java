package homeport.control.instance;

import homeport.control.name.HostNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint of an instance or a cluster, as users know it.
 *
 * @param name the identifier; the reader endpoint's is the cluster's
 * @param address for life
 * @param host the name that AWS would give it
 * @param node whose server it always leads to, when it is a cluster member's
 */
public record EndpointName(
        Kind kind, String name, String address, String host, Optional<String> node) {
    /** Where it leads. */
    public enum Kind {
        INSTANCE,
        WRITER,
        READER
    }

    /** Writer first, then reader, then members; of an instance its one. */
    public static List<EndpointName> of(String region, DbInstance asked) {
        HostNames hosts = new HostNames(region, asked.account());
        String name = asked.identifier();
        String address = asked.place().address();
        if (!asked.clustered())
            return List.of(
                    new EndpointName(
                            Kind.INSTANCE, name, address, hosts.instance(name), Optional.empty()));
        Cluster cluster = asked.cluster().get();
        List<EndpointName> all = new ArrayList<>();
        all.add(new EndpointName(Kind.WRITER, name, address, hosts.writer(name), Optional.empty()));
        all.add(
                new EndpointName(
                        Kind.READER,
                        name,
                        cluster.readerAddress(),
                        hosts.readers(name),
                        Optional.empty()));
        cluster.members()
                .forEach((node, member) ->
                        all.add(
                                new EndpointName(
                                        Kind.INSTANCE,
                                        member.identifier(),
                                        member.address(),
                                        hosts.instance(member.identifier()),
                                        Optional.of(node))));
        return all;
    }
}

package homeport.control.dbproxy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.instance.Addresses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers;
import homeport.control.instance.Instances;
import homeport.control.record.Commits;
import homeport.control.record.Held;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * What every action on proxies works with.
 *
 * @param vpcs region and instance to the VPC that it is in
 */
record ProxyParts(
        Proxies proxies,
        Instances instances,
        Failovers failovers,
        Addresses addresses,
        ProxyRuntime runtime,
        ProxyRules rules,
        ProxyPasswords passwords,
        ProxyIds ids,
        Commits commits,
        BiFunction<String, DbInstance, String> vpcs,
        boolean strict) {
    /** Most in a region. Source: RDS user guide, "Quotas and limitations for RDS Proxy". */
    static final int QUOTA = 20;

    Proxy named(Call call, String name) {
        return proxies.named(call.region(), name.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> notFound(name));
    }

    /** One that is there to stay. */
    Proxy standing(Call call, String name) {
        Proxy proxy = named(call, name);
        if (proxy.asked().deleting()) throw wrongState(proxy);
        return proxy;
    }

    Held<ProxyEndpoint> endpoint(Call call, String name) {
        return proxies.endpointNamed(call.region(), name.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> endpointNotFound(name));
    }

    /**
     * The address of an endpoint.
     *
     * @param zone of its first subnet
     */
    Addresses.Taken address(String zone, String resourceId) {
        try {
            return addresses.take(zone, 1, resourceId);
        } catch (AwsException usedUp) {
            throw new AwsException("InsufficientAvailableIPsInSubnetFault", usedUp.getMessage());
        }
    }

    /** Each proxy has the one group {@code default}. */
    static void checkGroup(String name) {
        if (name != null && !name.equalsIgnoreCase(DbProxy.Group.NAME)) throw groupNotFound(name);
    }

    static AwsException groupNotFound(String name) {
        return new AwsException(
                "DBProxyTargetGroupNotFoundFault",
                "DBProxyTargetGroup %s not found.".formatted(name));
    }

    static AwsException notFound(String name) {
        return new AwsException("DBProxyNotFoundFault", "DBProxy %s not found.".formatted(name));
    }

    static AwsException endpointNotFound(String name) {
        return new AwsException(
                "DBProxyEndpointNotFoundFault", "DBProxyEndpoint %s not found.".formatted(name));
    }

    static AwsException wrongState(Proxy proxy) {
        return new AwsException(
                "InvalidDBProxyStateFault",
                "DB Proxy %s is in an unsupported state - %s, needs to be in [AVAILABLE, MODIFYING]"
                        .formatted(proxy.asked().name(), shout(proxy.status().word())));
    }

    /** As AWS writes a status in these messages: {@code BACKING_UP}. */
    static String shout(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}

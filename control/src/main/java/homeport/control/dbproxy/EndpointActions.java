package homeport.control.dbproxy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.instance.Addresses;
import homeport.control.name.Filters;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import homeport.control.subnet.Network.Subnet;
import homeport.store.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbProxyEndpointRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyEndpointResponse;
import software.amazon.awssdk.services.rds.model.DBProxyEndpoint;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyEndpointRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyEndpointResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyEndpointsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyEndpointsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyEndpointRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyEndpointResponse;

/**
 * The actions on endpoints beside the default one, which comes and goes with its proxy and cannot
 * be changed.
 */
final class EndpointActions {
    private final ProxyParts parts;
    private final Proxies proxies;
    private final ProxyRules rules;

    EndpointActions(ProxyParts parts) {
        this.parts = parts;
        this.proxies = parts.proxies();
        this.rules = parts.rules();
    }

    void register(Service rds) {
        rds.on("CreateDBProxyEndpoint", CreateDbProxyEndpointRequest::builder, this::create)
                .on("ModifyDBProxyEndpoint", ModifyDbProxyEndpointRequest::builder, this::modify)
                .on("DeleteDBProxyEndpoint", DeleteDbProxyEndpointRequest::builder, this::delete)
                .on(
                        "DescribeDBProxyEndpoints",
                        DescribeDbProxyEndpointsRequest::builder,
                        this::describe);
    }

    private CreateDbProxyEndpointResponse create(Call call, CreateDbProxyEndpointRequest r) {
        String name =
                Identifier.of(
                        "DBProxyEndpointName", r.dbProxyEndpointName(), Identifier.INSTANCE_MAX);
        if (name.equals(DbProxy.Group.NAME)) throw exists(name);
        rules.checkNetworkTypes(r.endpointNetworkTypeAsString(), null);
        List<Subnet> subnets = rules.subnets(call, r.vpcSubnetIds());
        DbProxy.Network network = rules.network(call, subnets, r.vpcSecurityGroupIds());
        String zone = subnets.getFirst().zone();
        TargetRole role =
                "READ_ONLY".equals(r.targetRoleAsString())
                        ? TargetRole.READ_ONLY
                        : TargetRole.READ_WRITE;
        Map<String, String> tags = Tags.of(r.tags());
        String id = parts.ids().next(ProxyIds.ENDPOINT);
        DBProxyEndpoint made =
                parts.commits()
                        .run(() -> {
                            Proxy proxy = parts.standing(call, r.dbProxyName());
                            if (proxy.status() == ProxyStatus.CREATING)
                                throw ProxyParts.wrongState(proxy);
                            refuse(proxy, name);
                            checkRole(proxy, role);
                            Addresses.Taken taken = parts.address(zone, id);
                            ProxyEndpoint endpoint =
                                    new ProxyEndpoint(
                                            name,
                                            id,
                                            proxy.asked().resourceId(),
                                            call.now(),
                                            network,
                                            role,
                                            taken.addresses().getFirst(),
                                            0,
                                            false,
                                            tags);
                            List<Op> ops = new ArrayList<>(proxies.create(call.region(), endpoint));
                            ops.addAll(taken.ops());
                            ops.add(proxies.check(proxy)); // it is not being deleted meanwhile
                            return new Attempt<>(ops, ProxyView.endpoint(endpoint, proxy));
                        });
        return CreateDbProxyEndpointResponse.builder().dbProxyEndpoint(made).build();
    }

    private void refuse(Proxy proxy, String name) {
        String region = proxy.region();
        if (proxies.endpointNamed(region, name).isPresent()) throw exists(name);
        int has = proxies.endpoints(region, proxy.asked().resourceId()).size();
        if (has >= ProxyEndpoint.OF_PROXY_MAX)
            throw new AwsException(
                    "DBProxyEndpointQuotaExceededFault",
                    "DB proxy %s has %d endpoints beside its default one, allowed %d."
                            .formatted(proxy.asked().name(), has, ProxyEndpoint.OF_PROXY_MAX));
    }

    /** An instance has nobody to only read from. Source: RDS user guide, "RDS Proxy endpoints". */
    private static void checkRole(Proxy proxy, TargetRole role) {
        Optional<DbProxy.Target> target = proxy.asked().target();
        if (role == TargetRole.READ_ONLY && target.filter(one -> !one.cluster()).isPresent())
            throw AwsException.invalidCombination(
                    "A READ_ONLY endpoint needs a Multi-AZ DB cluster; the target of DB proxy %s is a DB instance."
                            .formatted(proxy.asked().name()));
    }

    private static AwsException exists(String name) {
        return new AwsException(
                "DBProxyEndpointAlreadyExistsFault",
                "DBProxyEndpoint %s already exists.".formatted(name));
    }

    private ModifyDbProxyEndpointResponse modify(Call call, ModifyDbProxyEndpointRequest r) {
        DBProxyEndpoint changed =
                parts.commits()
                        .run(() -> {
                            Held<ProxyEndpoint> held =
                                    parts.endpoint(call, r.dbProxyEndpointName());
                            Proxy proxy = proxyOf(call.region(), held.value());
                            refuseUnless(held.value(), proxy);
                            ProxyEndpoint with =
                                    held.value()
                                            .with(
                                                    newName(call.region(), held.value(), r),
                                                    moved(call, held.value().network(), r));
                            return new Attempt<>(
                                    proxies.replace(call.region(), held, with),
                                    ProxyView.endpoint(with, proxy));
                        });
        return ModifyDbProxyEndpointResponse.builder().dbProxyEndpoint(changed).build();
    }

    private String newName(String region, ProxyEndpoint was, ModifyDbProxyEndpointRequest r) {
        if (r.newDBProxyEndpointName() == null) return was.name();
        String name =
                Identifier.of(
                        "NewDBProxyEndpointName",
                        r.newDBProxyEndpointName(),
                        Identifier.INSTANCE_MAX);
        boolean taken =
                name.equals(DbProxy.Group.NAME) || proxies.endpointNamed(region, name).isPresent();
        if (!name.equals(was.name()) && taken) throw exists(name);
        return name;
    }

    private DbProxy.Network moved(Call call, DbProxy.Network was, ModifyDbProxyEndpointRequest r) {
        if (!r.hasVpcSecurityGroupIds()) return was;
        return new DbProxy.Network(
                was.vpcId(),
                was.subnets(),
                rules.securityGroups(call, was.vpcId(), r.vpcSecurityGroupIds()));
    }

    private DeleteDbProxyEndpointResponse delete(Call call, DeleteDbProxyEndpointRequest r) {
        DBProxyEndpoint gone =
                parts.commits()
                        .run(() -> {
                            Held<ProxyEndpoint> held =
                                    parts.endpoint(call, r.dbProxyEndpointName());
                            Proxy proxy = proxyOf(call.region(), held.value());
                            if (status(held.value(), proxy) == ProxyStatus.DELETING)
                                throw wrongState(held.value(), proxy);
                            ProxyEndpoint with = held.value().asDeleting();
                            return new Attempt<>(
                                    proxies.replace(call.region(), held, with),
                                    ProxyView.endpoint(with, proxy));
                        });
        return DeleteDbProxyEndpointResponse.builder().dbProxyEndpoint(gone).build();
    }

    private static void refuseUnless(ProxyEndpoint endpoint, Proxy proxy) {
        switch (status(endpoint, proxy)) {
            case AVAILABLE, MODIFYING, INCOMPATIBLE_NETWORK -> {}
            case CREATING, DELETING -> throw wrongState(endpoint, proxy);
        }
    }

    private static ProxyStatus status(ProxyEndpoint endpoint, Proxy proxy) {
        return ProxyStatus.of(endpoint, proxy.asked(), proxy.seen());
    }

    private static AwsException wrongState(ProxyEndpoint endpoint, Proxy proxy) {
        return new AwsException(
                "InvalidDBProxyEndpointStateFault",
                "DB Proxy Endpoint %s is in an unsupported state - %s, needs to be in [AVAILABLE, MODIFYING]"
                        .formatted(
                                endpoint.name(), ProxyParts.shout(status(endpoint, proxy).word())));
    }

    /** An endpoint is removed in one commit with its proxy, or before. */
    private Proxy proxyOf(String region, ProxyEndpoint endpoint) {
        return proxies.byId(region, endpoint.proxyId())
                .orElseThrow(() -> ProxyParts.endpointNotFound(endpoint.name()));
    }

    private DescribeDbProxyEndpointsResponse describe(
            Call call, DescribeDbProxyEndpointsRequest r) {
        Filters.of(r.filters(), Map.of());
        Paging<Held<ProxyEndpoint>> page =
                Paging.of(named(call, r), r.maxRecords(), r.marker(), held -> held.value().name());
        List<DBProxyEndpoint> rows = new ArrayList<>();
        for (Held<ProxyEndpoint> held : page.rows())
            proxies.byId(call.region(), held.value().proxyId())
                    .ifPresent(proxy -> rows.add(ProxyView.endpoint(held.value(), proxy)));
        return DescribeDbProxyEndpointsResponse.builder()
                .dbProxyEndpoints(rows)
                .marker(page.markerOrNull())
                .build();
    }

    private List<Held<ProxyEndpoint>> named(Call call, DescribeDbProxyEndpointsRequest r) {
        Optional<String> of =
                Optional.ofNullable(r.dbProxyName())
                        .map(name -> parts.named(call, name).asked().resourceId());
        if (r.dbProxyEndpointName() == null)
            return of.map(id -> proxies.endpoints(call.region(), id))
                    .orElseGet(() -> proxies.endpoints(call.region()));
        Held<ProxyEndpoint> one = parts.endpoint(call, r.dbProxyEndpointName());
        if (of.filter(id -> !id.equals(one.value().proxyId())).isPresent())
            throw ProxyParts.endpointNotFound(r.dbProxyEndpointName());
        return List.of(one);
    }
}

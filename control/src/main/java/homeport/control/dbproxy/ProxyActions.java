package homeport.control.dbproxy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.dbproxy.DbProxy.Settings;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbProxyRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyResponse;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyResponse;

/** The actions on proxies themselves; what they ask for is done by the reconcilers. */
final class ProxyActions {
    private final ProxyParts parts;
    private final Proxies proxies;
    private final ProxyRules rules;

    ProxyActions(ProxyParts parts) {
        this.parts = parts;
        this.proxies = parts.proxies();
        this.rules = parts.rules();
    }

    void register(Service rds) {
        rds.on("CreateDBProxy", CreateDbProxyRequest::builder, this::create)
                .on("ModifyDBProxy", ModifyDbProxyRequest::builder, this::modify)
                .on("DeleteDBProxy", DeleteDbProxyRequest::builder, this::delete)
                .on("DescribeDBProxies", DescribeDbProxiesRequest::builder, this::describe);
    }

    private CreateDbProxyResponse create(Call call, CreateDbProxyRequest r) {
        String name = Identifier.of("DBProxyName", r.dbProxyName(), Identifier.INSTANCE_MAX);
        rules.checkFamily(r.engineFamilyAsString());
        rules.checkNetworkTypes(
                r.endpointNetworkTypeAsString(), r.targetConnectionNetworkTypeAsString());
        List<Subnet> subnets = rules.subnets(call, r.vpcSubnetIds());
        DbProxy.Network network = rules.network(call, subnets, r.vpcSecurityGroupIds());
        Settings settings = settings(call.now(), r);
        Map<String, String> tags = Tags.of(r.tags());
        String id = parts.ids().next(ProxyIds.PROXY);
        Proxy made =
                parts.commits()
                        .run(() -> {
                            refuse(call.region(), name);
                            Addresses.Taken taken = parts.address(subnets.getFirst().zone(), id);
                            DbProxy proxy =
                                    new DbProxy(
                                            name,
                                            id,
                                            call.account(),
                                            call.now(),
                                            call.now(),
                                            settings,
                                            network,
                                            taken.addresses().getFirst(),
                                            group(call.now()),
                                            Optional.empty(),
                                            0,
                                            false,
                                            tags);
                            List<Op> ops = new ArrayList<>(proxies.create(call.region(), proxy));
                            ops.addAll(taken.ops());
                            return new Attempt<>(ops, unseen(call.region(), proxy));
                        });
        return CreateDbProxyResponse.builder().dbProxy(ProxyView.of(made, call.now())).build();
    }

    private static Proxy unseen(String region, DbProxy made) {
        return new Proxy(region, new Held<>("", made, 0), ProxySeen.NEW);
    }

    private DbProxy.Group group(Instant now) {
        return new DbProxy.Group(
                parts.ids().next(ProxyIds.GROUP), PoolConfig.DEFAULT, now, Map.of());
    }

    private void refuse(String region, String name) {
        if (proxies.named(region, name).isPresent()) throw exists(name);
        if (proxies.count(region) >= ProxyParts.QUOTA)
            throw new AwsException(
                    "DBProxyQuotaExceededFault",
                    "%d DB proxies, allowed %d.".formatted(ProxyParts.QUOTA, ProxyParts.QUOTA));
    }

    private static AwsException exists(String name) {
        return new AwsException(
                "DBProxyAlreadyExistsFault", "DBProxy %s already exists.".formatted(name));
    }

    private Settings settings(Instant now, CreateDbProxyRequest r) {
        boolean iam = "IAM_AUTH".equals(r.defaultAuthSchemeAsString());
        Integer idle = r.idleClientTimeout();
        boolean debug = Boolean.TRUE.equals(r.debugLogging());
        return new Settings(
                rules.role(r.roleArn()),
                iam,
                rules.auth(r.auth(), iam),
                Boolean.TRUE.equals(r.requireTLS()),
                rules.idleSeconds(idle == null ? Settings.IDLE_SECONDS_DEFAULT : idle),
                debug ? Optional.of(now) : Optional.empty());
    }

    private ModifyDbProxyResponse modify(Call call, ModifyDbProxyRequest r) {
        Proxy changed =
                parts.commits()
                        .run(() -> {
                            Proxy proxy = modifiable(call, r.dbProxyName());
                            DbProxy was = proxy.asked();
                            DbProxy with =
                                    was.with(
                                            newName(call.region(), was, r.newDBProxyName()),
                                            changed(call.now(), was.settings(), r),
                                            moved(call, was.network(), r),
                                            call.now());
                            return new Attempt<>(proxies.replace(proxy, with), proxy.with(with));
                        });
        return ModifyDbProxyResponse.builder().dbProxy(ProxyView.of(changed, call.now())).build();
    }

    private Proxy modifiable(Call call, String name) {
        Proxy proxy = parts.standing(call, name);
        if (proxy.status() == ProxyStatus.CREATING) throw ProxyParts.wrongState(proxy);
        return proxy;
    }

    /** The one that it has may be given. Source: what Terraform sends with each change. */
    private String newName(String region, DbProxy was, String given) {
        if (given == null) return was.name();
        String name = Identifier.of("NewDBProxyName", given, Identifier.INSTANCE_MAX);
        if (!name.equals(was.name()) && proxies.named(region, name).isPresent()) throw exists(name);
        return name;
    }

    private Settings changed(Instant now, Settings was, ModifyDbProxyRequest r) {
        String scheme = r.defaultAuthSchemeAsString();
        boolean iam = scheme == null ? was.iamToDatabase() : scheme.equals("IAM_AUTH");
        List<AuthEntry> auth = r.hasAuth() ? rules.auth(r.auth(), iam) : was.auth();
        if (auth.isEmpty() && !iam) rules.auth(List.of(), false); // says why not
        Integer idle = r.idleClientTimeout();
        return new Settings(
                r.roleArn() == null ? was.roleArn() : rules.role(r.roleArn()),
                iam,
                auth,
                r.requireTLS() == null ? was.requireTls() : r.requireTLS(),
                idle == null ? was.idleClientSeconds() : rules.idleSeconds(idle),
                debug(now, was, r.debugLogging()));
    }

    /** To say on again while it is on does not make it last longer. */
    private static Optional<Instant> debug(Instant now, Settings was, Boolean given) {
        if (given == null) return was.debugSince();
        if (!given) return Optional.empty();
        return was.debugUntil(now).isPresent() ? was.debugSince() : Optional.of(now);
    }

    private DbProxy.Network moved(Call call, DbProxy.Network was, ModifyDbProxyRequest r) {
        if (!r.hasSecurityGroups()) return was;
        return new DbProxy.Network(
                was.vpcId(),
                was.subnets(),
                rules.securityGroups(call, was.vpcId(), r.securityGroups()));
    }

    private DeleteDbProxyResponse delete(Call call, DeleteDbProxyRequest r) {
        Proxy gone =
                parts.commits()
                        .run(() -> {
                            Proxy proxy = parts.standing(call, r.dbProxyName());
                            DbProxy with = proxy.asked().asDeleting();
                            return new Attempt<>(proxies.replace(proxy, with), proxy.with(with));
                        });
        return DeleteDbProxyResponse.builder().dbProxy(ProxyView.of(gone, call.now())).build();
    }

    private DescribeDbProxiesResponse describe(Call call, DescribeDbProxiesRequest r) {
        Filters.of(r.filters(), Map.of());
        List<Proxy> all =
                r.dbProxyName() == null
                        ? proxies.list(call.region())
                        : List.of(parts.named(call, r.dbProxyName()));
        Paging<Proxy> page =
                Paging.of(all, r.maxRecords(), r.marker(), proxy -> proxy.asked().name());
        return DescribeDbProxiesResponse.builder()
                .dbProxies(
                        page.rows().stream().map(proxy -> ProxyView.of(proxy, call.now())).toList())
                .marker(page.markerOrNull())
                .build();
    }
}

package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/** The actions on gateway endpoints, which are on record only. Other kinds are refused. */
final class Endpoints {
    static final int PER_VPC_MAX = 100;
    private static final String OPEN =
            "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                    + "\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private static final Query<VpcEndpoint> QUERY =
            new Query<>(
                    "vpcEndpointIds",
                    VpcEndpoint::vpcEndpointId,
                    Refusal::noEndpoint,
                    VpcEndpoint::tags,
                    Map.of(
                            "vpc-id", one -> List.of(one.vpcId()),
                            "vpc-endpoint-id", one -> List.of(one.vpcEndpointId()),
                            "service-name", one -> List.of(one.serviceName()),
                            "vpc-endpoint-type", one -> List.of(one.vpcEndpointTypeAsString()),
                            "vpc-endpoint-state", one -> List.of(one.stateAsString())));

    private final NetworkStore networks;

    Endpoints(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeVpcEndpointsResponse describe(Call call, DescribeVpcEndpointsRequest request) {
        var all =
                networks.all(call.region()).stream()
                        .flatMap(n -> n.fittings().endpoints().stream().map(one -> shown(n, one)))
                        .toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.vpcEndpointIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeVpcEndpointsResponse.builder().vpcEndpoints(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateVpcEndpointResponse create(Call call, CreateVpcEndpointRequest r) {
        boolean gateway =
                r.vpcEndpointType() == null || r.vpcEndpointType() == VpcEndpointType.GATEWAY;
        Vpcs.refuse(!gateway, "vpcEndpointType");
        Vpcs.refuse(!r.subnetIds().isEmpty(), "subnetId");
        Vpcs.refuse(!r.securityGroupIds().isEmpty(), "securityGroupId");
        Vpcs.refuse(Boolean.TRUE.equals(r.privateDnsEnabled()), "privateDnsEnabled");
        if (r.vpcId() == null) throw Refusal.missing("vpcId");
        String service =
                Optional.ofNullable(r.serviceName())
                        .orElseThrow(() -> Refusal.missing("serviceName"));
        if (!service.matches("com\\.amazonaws\\." + call.region() + "\\.(s3|dynamodb)"))
            throw new AwsException(
                    "InvalidServiceName",
                    "The Vpc Endpoint Service '%s' does not exist".formatted(service));
        var tags = Tags.specified(r.tagSpecifications(), "vpc-endpoint");
        String token = Optional.ofNullable(r.clientToken()).orElse("");
        var fresh =
                new StoredEndpoint(
                        Ids.fresh("vpce"),
                        service,
                        r.routeTableIds(),
                        Optional.ofNullable(r.policyDocument()).orElse(OPEN),
                        call.now(),
                        token);
        var network =
                networks.change(
                        call.region(),
                        r.vpcId(),
                        Boolean.TRUE.equals(r.dryRun()),
                        before -> {
                            var made = made(before, token);
                            made.ifPresent(o -> Refusal.unless(o.service().equals(service)));
                            if (made.isPresent()) return before;
                            r.routeTableIds().forEach(id -> RouteTables.table(before, id));
                            if (before.fittings().endpoints().size() >= PER_VPC_MAX)
                                throw new AwsException(
                                        "VpcEndpointLimitExceeded",
                                        "The maximum number of VPC endpoints has been reached.");
                            return before.with(before.fittings().with(fresh))
                                    .withTags(fresh.id(), tags);
                        });
        return CreateVpcEndpointResponse.builder()
                .vpcEndpoint(shown(network, made(network, token).orElse(fresh)))
                .clientToken(r.clientToken())
                .build();
    }

    private static Optional<StoredEndpoint> made(Network network, String token) {
        return Tokens.made(network.fittings().endpoints(), StoredEndpoint::token, token);
    }

    ModifyVpcEndpointResponse modify(Call call, ModifyVpcEndpointRequest r) {
        Vpcs.refuse(!r.addSubnetIds().isEmpty(), "addSubnetId");
        Vpcs.refuse(!r.addSecurityGroupIds().isEmpty(), "addSecurityGroupId");
        Vpcs.refuse(Boolean.TRUE.equals(r.privateDnsEnabled()), "privateDnsEnabled");
        String id =
                Optional.ofNullable(r.vpcEndpointId())
                        .orElseThrow(() -> Refusal.missing("vpcEndpointId"));
        networks.change(
                call.region(),
                home(call.region(), id).orElseThrow(() -> Refusal.noEndpoint(id)).vpcId(),
                Boolean.TRUE.equals(r.dryRun()),
                network -> {
                    var one =
                            network.fittings()
                                    .endpoint(id)
                                    .orElseThrow(() -> Refusal.noEndpoint(id));
                    var tables = new ArrayList<>(one.routeTables());
                    tables.removeAll(r.removeRouteTableIds());
                    for (String table : r.addRouteTableIds()) {
                        RouteTables.table(network, table);
                        if (!tables.contains(table)) tables.add(table);
                    }
                    String policy =
                            Boolean.TRUE.equals(r.resetPolicy())
                                    ? OPEN
                                    : Optional.ofNullable(r.policyDocument()).orElse(one.policy());
                    return network.with(network.fittings().with(one.with(tables, policy)));
                });
        return ModifyVpcEndpointResponse.builder().returnValue(true).build();
    }

    /** Each by itself: what cannot be deleted is reported. */
    DeleteVpcEndpointsResponse delete(Call call, DeleteVpcEndpointsRequest request) {
        if (request.vpcEndpointIds().isEmpty()) throw Refusal.missing("vpcEndpointId");
        var failed = new ArrayList<UnsuccessfulItem>();
        for (String id : request.vpcEndpointIds()) {
            var home = home(call.region(), id);
            if (home.isEmpty()) {
                var refusal = Refusal.noEndpoint(id);
                failed.add(
                        UnsuccessfulItem.builder()
                                .resourceId(id)
                                .error(e -> e.code(refusal.code()).message(refusal.getMessage()))
                                .build());
                continue;
            }
            networks.change(
                    call.region(),
                    home.get().vpcId(),
                    Boolean.TRUE.equals(request.dryRun()),
                    network -> network.with(network.fittings().without(id)));
        }
        return DeleteVpcEndpointsResponse.builder().unsuccessful(failed).build();
    }

    private Optional<Network> home(String region, String id) {
        return networks.find(region, network -> network.fittings().endpoint(id).isPresent());
    }

    private VpcEndpoint shown(Network network, StoredEndpoint one) {
        return VpcEndpoint.builder()
                .vpcEndpointId(one.id())
                .vpcEndpointType(VpcEndpointType.GATEWAY)
                .vpcId(network.vpcId())
                .serviceName(one.service())
                .state("available")
                .policyDocument(one.policy())
                .routeTableIds(one.routeTables())
                .privateDnsEnabled(false)
                .requesterManaged(false)
                .creationTimestamp(one.createdAt())
                .ownerId(networks.account())
                .tags(Tags.of(network.tagsOf(one.id())))
                .build();
    }
}

package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** The actions on internet gateways, of which only the record exists. */
final class InternetGateways {
    static final int PER_REGION_MAX = 100;

    private static final Query<InternetGateway> QUERY =
            new Query<>(
                    "internetGatewayIds",
                    InternetGateway::internetGatewayId,
                    Refusal::noInternetGateway,
                    InternetGateway::tags,
                    Map.of(
                            "internet-gateway-id",
                            one -> List.of(one.internetGatewayId()),
                            "owner-id",
                            one -> List.of(one.ownerId()),
                            "attachment.vpc-id",
                            Query.each(
                                    InternetGateway::attachments, InternetGatewayAttachment::vpcId),
                            "attachment.state",
                            Query.each(
                                    InternetGateway::attachments,
                                    InternetGatewayAttachment::stateAsString)));

    private final NetworkStore networks;

    InternetGateways(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeInternetGatewaysResponse describe(Call call, DescribeInternetGatewaysRequest request) {
        var outside = networks.outside(call.region());
        var all = outside.gateways().stream().map(one -> shown(outside, one)).toList();
        var page =
                QUERY.page(
                        all,
                        Query.Asked.of(
                                request.internetGatewayIds(),
                                request.filters(),
                                request.maxResults(),
                                request.nextToken()));
        var response = DescribeInternetGatewaysResponse.builder().internetGateways(page.items());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    CreateInternetGatewayResponse create(Call call, CreateInternetGatewayRequest request) {
        var tags = Tags.specified(request.tagSpecifications(), "internet-gateway");
        var gateway = new Outside.Gateway(Ids.fresh("igw"), "");
        var outside =
                networks.changeOutside(
                        call.region(),
                        Boolean.TRUE.equals(request.dryRun()),
                        before -> {
                            if (before.gateways().size() >= PER_REGION_MAX)
                                throw new AwsException(
                                        "InternetGatewayLimitExceeded",
                                        "The maximum number of internet gateways has been"
                                                + " reached.");
                            return before.with(gateway).withTags(gateway.id(), tags);
                        });
        return CreateInternetGatewayResponse.builder()
                .internetGateway(shown(outside, gateway))
                .build();
    }

    DeleteInternetGatewayResponse delete(Call call, DeleteInternetGatewayRequest request) {
        String id = required(request.internetGatewayId());
        networks.changeOutside(
                call.region(),
                Boolean.TRUE.equals(request.dryRun()),
                outside -> {
                    if (!gateway(outside, id).vpcId().isEmpty())
                        throw Refusal.inUse(
                                "The internetGateway '%s' has dependencies and cannot be deleted."
                                        .formatted(id));
                    return outside.without(id);
                });
        return DeleteInternetGatewayResponse.builder().build();
    }

    AttachInternetGatewayResponse attach(Call call, AttachInternetGatewayRequest request) {
        String id = required(request.internetGatewayId());
        String vpc = requiredVpc(request.vpcId());
        networks.changeBoth(
                call.region(),
                vpc,
                Boolean.TRUE.equals(request.dryRun()),
                both -> {
                    var outside = both.outside();
                    var its = gateway(outside, id);
                    if (!its.vpcId().isEmpty())
                        throw new AwsException(
                                "Resource.AlreadyAssociated",
                                "resource %s is already attached to network %s"
                                        .formatted(id, its.vpcId()));
                    if (outside.gatewayOf(vpc).isPresent())
                        throw AwsException.invalidValue(
                                "Network %s already has an internet gateway attached"
                                        .formatted(vpc));
                    return both.with(outside.with(new Outside.Gateway(id, vpc)));
                });
        return AttachInternetGatewayResponse.builder().build();
    }

    /** Addresses that the internet would reach through it must be gone first. */
    DetachInternetGatewayResponse detach(Call call, DetachInternetGatewayRequest request) {
        String id = required(request.internetGatewayId());
        String vpc = requiredVpc(request.vpcId());
        networks.changeBoth(
                call.region(),
                vpc,
                Boolean.TRUE.equals(request.dryRun()),
                both -> {
                    var outside = both.outside();
                    if (!gateway(outside, id).vpcId().equals(vpc))
                        throw new AwsException(
                                "Gateway.NotAttached",
                                "resource %s is not attached to network %s".formatted(id, vpc));
                    boolean mapped =
                            both.network().fittings().interfaces().stream()
                                    .anyMatch(one -> !outside.of(one.id()).isEmpty());
                    if (mapped)
                        throw Refusal.inUse(
                                ("Network %s has some mapped public address(es). Please unmap"
                                                + " those public address(es) before detaching the"
                                                + " gateway.")
                                        .formatted(vpc));
                    return both.with(outside.with(new Outside.Gateway(id, "")));
                });
        return DetachInternetGatewayResponse.builder().build();
    }

    private static Outside.Gateway gateway(Outside outside, String id) {
        return outside.gateway(id).orElseThrow(() -> Refusal.noInternetGateway(id));
    }

    private static String required(String id) {
        return Optional.ofNullable(id).orElseThrow(() -> Refusal.missing("internetGatewayId"));
    }

    private static String requiredVpc(String id) {
        return Optional.ofNullable(id).orElseThrow(() -> Refusal.missing("vpcId"));
    }

    private InternetGateway shown(Outside outside, Outside.Gateway gateway) {
        var shown =
                InternetGateway.builder()
                        .internetGatewayId(gateway.id())
                        .ownerId(networks.account())
                        .attachments(List.of())
                        .tags(Tags.of(outside.tagsOf(gateway.id())));
        if (!gateway.vpcId().isEmpty())
            shown.attachments(
                    InternetGatewayAttachment.builder()
                            .vpcId(gateway.vpcId())
                            .state("available")
                            .build());
        return shown.build();
    }
}

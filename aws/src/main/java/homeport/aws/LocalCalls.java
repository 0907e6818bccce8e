package homeport.aws;

import homeport.aws.codec.Members;
import homeport.aws.model.ServiceModel;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.databind.node.ObjectNode;

/**
 * Services called by another service of this process, for one of its users: checked as a request
 * over the network is, and free to write tags that begin with {@code aws:}. Safe from any thread.
 */
public final class LocalCalls {
    private final Actions actions;

    public LocalCalls(Actions actions) {
        this.actions = actions;
    }

    /**
     * @param call for whom, and what they may do
     * @param service as models are named: {@code rds}, {@code cloudwatch}
     * @param action as the model spells it
     * @param request members by the model's names; see {@link Members#read}
     * @return the result's members by the model's names; see {@link Members#write}
     * @throws AwsException what a caller is told instead of a result
     */
    public ObjectNode call(Call call, String service, String action, ObjectNode request) {
        ServiceModel model =
                actions.models().stream()
                        .filter(one -> one.name().equals(service))
                        .findFirst()
                        .orElseThrow(() ->
                                new AwsException(
                                        "InvalidAction",
                                        "Homeport does not offer the service " + service + "."));
        Service.Action found = actions.find(model, action);
        SdkPojo builder = found.input().get();
        Members.read(request, builder, action);
        boolean listing =
                !model.protocols().contains("query") && !model.protocols().contains("ec2");
        return Members.write(
                ReservedTags.free(() -> actions.carryOut(model, found, call, builder, listing)));
    }
}

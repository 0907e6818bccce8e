package homeport.aws;

import homeport.aws.model.ServiceModel;
import homeport.aws.model.Validation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What every service can do, whoever asks in whatever form: may they, does the model allow it, and
 * what comes of it. Safe from any thread.
 */
public final class Actions {
    private final Map<String, Service> services;
    private final List<ServiceModel> models;

    public Actions(List<Service> services) {
        this.services =
                services.stream().collect(Collectors.toMap(Service::model, Function.identity()));
        Map<String, Set<String>> actions = new LinkedHashMap<>();
        services.forEach(service -> actions.put(service.model(), service.actions().keySet()));
        this.models = ServiceModel.of(actions);
    }

    List<ServiceModel> models() {
        return models;
    }

    Service service(ServiceModel model) {
        return services.get(model.name());
    }

    /**
     * @throws AwsException {@code InvalidAction} when the model has none of that name, {@code
     *     UnsupportedOperation} when it does not work here
     */
    Service.Action find(ServiceModel model, String name) {
        if (!model.operations().contains(name)) throw unknown(model, name);
        Service.Action action = service(model).actions().get(name);
        if (action == null)
            throw new AwsException(
                    "UnsupportedOperation",
                    "Homeport does not support %s of %s.".formatted(name, model.name()));
        return action;
    }

    static AwsException unknown(ServiceModel model, String name) {
        return new AwsException(
                "InvalidAction",
                "Could not find operation %s of %s.".formatted(shorten(name), model.name()));
    }

    /**
     * @param builder the action's input
     * @param listing every fault of the input is told, as the JSON services do
     * @throws AwsException what the caller is told instead of a result
     */
    SdkPojo carryOut(
            ServiceModel model,
            Service.Action action,
            Call call,
            SdkPojo builder,
            boolean listing) {
        SdkPojo asked = (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
        call.permission()
                .check(
                        call,
                        new Permission.Asked(
                                model.name(), action.name(), asked, Permission.Origin.SAME));
        Complaint.about(Validation.faults(model, action.name(), asked), listing, model.name());
        return action.handler().handle(call, asked);
    }

    static String shorten(String name) {
        return name.length() <= 128 ? name : name.substring(0, 128);
    }
}

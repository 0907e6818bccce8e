package homeport.aws.rest;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.Service;
import homeport.aws.model.HttpForm;
import homeport.aws.model.ServiceModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.RequiredTrait;

/**
 * Which action a request asks for: that with the most conditions which it meets. Actions that are
 * not registered have routes too, so that one of them is never taken for another.
 */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /**
     * @param needed members without which the request is another, by place and name
     */
    private record Route(
            String action, HttpForm form, boolean bucket, boolean known, List<SdkField<?>> needed) {
        int conditions() {
            return form.literals().size() + needed.size();
        }

        boolean takes(HttpRequest head, Address address, Query query) {
            return form.method().equals(head.method())
                    && form.key() == address.key().isPresent()
                    && (!known || bucket == address.bucket().isPresent())
                    && form.literals().stream().allMatch(query::has)
                    && needed.stream().allMatch(field -> has(field, head, query));
        }

        private static boolean has(SdkField<?> field, HttpRequest head, Query query) {
            return field.location() == MarshallLocation.HEADER
                    ? head.header(field.locationName()).isPresent()
                    : query.value(field.locationName()).isPresent();
        }
    }

    Routes(ServiceModel model, Service service) {
        for (String action : model.operations()) {
            HttpForm form = model.http(action).orElseThrow();
            Service.Action known = service.actions().get(action);
            routes.add(
                    known == null
                            ? new Route(action, form, true, false, List.of())
                            : route(action, form, known.input().get()));
        }
        routes.sort(Comparator.comparingInt(Route::conditions).reversed());
    }

    private static Route route(String action, HttpForm form, SdkPojo input) {
        boolean bucket =
                input.sdkFields().stream()
                        .anyMatch(field ->
                                field.location() == MarshallLocation.PATH
                                        && field.locationName().equals("Bucket"));
        List<SdkField<?>> needed =
                input.sdkFields().stream()
                        .<SdkField<?>>map(field -> field)
                        .filter(field -> field.containsTrait(RequiredTrait.class))
                        .filter(Routes::isBesidesThePath)
                        .toList();
        return new Route(action, form, bucket, true, needed);
    }

    private static boolean isBesidesThePath(SdkField<?> field) {
        return field.location() == MarshallLocation.HEADER
                || field.location() == MarshallLocation.QUERY_PARAM;
    }

    /**
     * @throws AwsException {@code NotImplemented}, {@code MethodNotAllowed}
     */
    String action(HttpRequest head, Address address, Query query) {
        Route found =
                routes.stream()
                        .filter(route -> route.takes(head, address, query))
                        .findFirst()
                        .orElseThrow(() ->
                                new AwsException(
                                        "MethodNotAllowed",
                                        "The specified method is not allowed against this resource."));
        if (!found.known()) throw Refused.absent(found.action());
        return found.action();
    }
}

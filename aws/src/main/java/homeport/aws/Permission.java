package homeport.aws;

import java.net.InetAddress;
import software.amazon.awssdk.core.SdkPojo;

/** What a principal may do. Asked once for every request, before its handler sees it. */
@FunctionalInterface
public interface Permission {
    /** The account's root: everything. */
    Permission ALL = (call, asked) -> {};

    /** Nothing at all. */
    Permission NONE =
            (call, asked) -> {
                throw new AwsException(
                        "AccessDenied",
                        "User: %s is not authorized to perform: %s:%s"
                                .formatted(call.caller().arn(), asked.service(), asked.action()));
            };

    /**
     * @throws AwsException {@code AccessDenied}: it may not, and why
     */
    void check(Call call, Asked asked);

    /**
     * One request as permissions see it, before it is held against the model.
     *
     * @param service as models are named: {@code rds}, {@code cloudwatch}
     * @param action as the model spells it
     * @param request the SDK's own class; members may be missing or wrong
     */
    record Asked(String service, String action, SdkPojo request, Origin origin) {}

    /** The same for requests of one origin, whatever those who ask within them say. */
    default Permission from(Origin origin) {
        return (call, asked) ->
                check(call, new Asked(asked.service(), asked.action(), asked.request(), origin));
    }

    /**
     * Where a request came from.
     *
     * @param address of the peer, without port
     * @param secure over TLS, or without leaving this machine
     * @param userAgent empty when it names none
     */
    record Origin(String address, boolean secure, String userAgent) {
        /** That of the request within which something more is asked. */
        public static final Origin SAME = new Origin("", false, "");

        /**
         * The port has no TLS of its own, and a header that says otherwise could be anybody's; but
         * nobody listens between this machine and itself.
         */
        public static Origin of(HttpRequest request) {
            return new Origin(
                    request.remoteAddress(),
                    isThisMachine(request.remoteAddress()),
                    request.header("user-agent").orElse(""));
        }

        private static boolean isThisMachine(String address) {
            try {
                return InetAddress.ofLiteral(address).isLoopbackAddress();
            } catch (IllegalArgumentException noAddress) {
                return false;
            }
        }
    }
}

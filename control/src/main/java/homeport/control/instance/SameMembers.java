package homeport.control.instance;

import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** A request in the words of another that asks for nearly the same. */
public final class SameMembers {
    private SameMembers() {}

    /** Gives {@code to} every member that {@code from} has under the same name. */
    public static <B extends SdkPojo> B copy(SdkPojo from, B to) {
        Map<String, SdkField<?>> members = from.sdkFieldNameToField();
        for (SdkField<?> member : to.sdkFields()) {
            SdkField<?> same = members.get(member.locationName());
            if (same != null) member.set(to, same.getValueOrDefault(from));
        }
        return to;
    }
}

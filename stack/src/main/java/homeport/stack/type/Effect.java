package homeport.stack.type;

/** What a property of a resource type does, and what a change of it does. */
public enum Effect {
    /** Changed in place. */
    UPDATE,
    /** A change makes a new resource, and the old one is deleted at the end. */
    REPLACE,
    /** Taken and shown, but nothing follows from it here; said in the reference. */
    NOTED
}

package homeport.server.top;

/** A letter and a colour for each type of wait, so that bars can be read without colours too. */
enum WaitMark {
    CPU("CPU", 'C', "30;42"),
    QUEUED("queued for CPU", 'q', "30;102"),
    LOCK("Lock", 'L', "97;41"),
    LIGHT_LOCK("LWLock", 'W', "30;101"),
    IO("IO", 'I', "97;44"),
    CLIENT("Client", 'N', "30;46"),
    IPC("IPC", 'P', "97;45"),
    TIMEOUT("Timeout", 'T', "30;47"),
    BUFFER_PIN("BufferPin", 'B', "30;43"),
    EXTENSION("Extension", 'X', "30;103"),
    OTHER("other", 'o', "97;100");

    private final String type;
    private final char letter;
    private final String style;

    WaitMark(String type, char letter, String style) {
        this.type = type;
        this.letter = letter;
        this.style = style;
    }

    static WaitMark of(String type) {
        for (WaitMark one : values()) if (one.type.equals(type)) return one;
        return OTHER;
    }

    char letter() {
        return letter;
    }

    /** Of the escape sequence SGR: letter on its colour. */
    String style() {
        return style;
    }
}

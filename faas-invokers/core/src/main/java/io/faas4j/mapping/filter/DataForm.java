package io.faas4j.mapping.filter;

/** What a record's data are, or what a pattern says of them (rule FILT-9). */
enum DataForm {
    /** Of a pattern: nothing. Of a record: nobody has looked. */
    NONE,
    /** An object or an array as JSON; of a pattern: an object of fields. */
    JSON,
    /** Any other text; of a pattern: an array of texts. */
    PLAIN;

    /** Whether a pattern of this form can match data of that form at all. */
    boolean accepts(DataForm data) {
        return this == NONE || this == data;
    }
}

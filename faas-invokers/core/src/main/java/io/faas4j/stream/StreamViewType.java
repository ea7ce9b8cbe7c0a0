package io.faas4j.stream;

/** What a change record tells of the item (rule CHANGE-2). */
public enum StreamViewType {
    /** Only by what it is known. */
    KEYS_ONLY,
    /** What it is now; nothing of an item that was removed. */
    NEW_IMAGE,
    /** What it was before; nothing of an item that is new. */
    OLD_IMAGE,
    /** Both, where there are both. */
    NEW_AND_OLD_IMAGES;

    boolean hasNewImage() {
        return this == NEW_IMAGE || this == NEW_AND_OLD_IMAGES;
    }

    boolean hasOldImage() {
        return this == OLD_IMAGE || this == NEW_AND_OLD_IMAGES;
    }
}

"""How mail leaves that nobody may read on its way: by the secure mail services that a school has set up."""

(: The text of each edition in the database $db, as the database has it. :)
declare namespace output = "http://www.w3.org/2010/xslt-xquery-serialization";
declare option output:method "json";
declare variable $db external;

map:merge(
  for $edition in collection($db)
  return map { db:path($edition): string($edition/*/*[local-name() = "text"]) }
)

(: Which of the searches in the file $searches find nothing. Each has a document, the words before and behind a break, and
   how many words may stand between them: those of a page's head and foot. :)
declare namespace output = "http://www.w3.org/2010/xslt-xquery-serialization";
declare option output:method "json";
declare variable $db external;
declare variable $searches external;

array {
  for $search in doc($searches)/*/search
  let $text := collection(concat($db, "/", $search/@in))/*/*[local-name() = "text"]
  where not($text contains text ({ string($search/@before) } ftand { string($search/@behind) })
    ordered distance at most xs:integer($search/@between) words)
  return string-join(($search/@in, $search/@before, $search/@behind), " | ")
}

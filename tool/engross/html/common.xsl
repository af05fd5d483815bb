<?xml version="1.0" encoding="UTF-8"?>
<!-- What the other modules call: attributes, tests of content, and what becomes of elements that none of them knows. -->
<xsl:stylesheet version="1.0"
    xmlns="http://www.w3.org/1999/xhtml"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:e="urn:engross:view"
    exclude-result-prefixes="tei e">

  <xsl:key name="id" match="*[@xml:id]" use="@xml:id"/>

  <!-- The elements that hold only blocks: an unknown element in one of them is a block, elsewhere it is inline. -->
  <xsl:template mode="holds-blocks" match="*"/>
  <xsl:template mode="holds-blocks" match="
      tei:text | tei:group | tei:front | tei:body | tei:back | tei:div | tei:div1 | tei:div2 | tei:div3 | tei:div4
    | tei:div5 | tei:div6 | tei:div7 | tei:sp | tei:opener | tei:closer | tei:postscript | tei:argument | tei:epigraph
    | tei:titlePage | tei:floatingText | tei:figure | tei:address | tei:performance | tei:castList
    | tei:sourceDoc | tei:surface | tei:zone">yes</xsl:template>

  <!-- (A step to a sibling has [1] as its only predicate, here and elsewhere: so libxslt looks at one, not at all.) -->

  <!-- id, class and lang. -->
  <xsl:template name="attributes">
    <xsl:param name="also"/>
    <xsl:call-template name="id"/>
    <xsl:call-template name="class">
      <xsl:with-param name="also" select="$also"/>
    </xsl:call-template>
    <xsl:call-template name="language"/>
  </xsl:template>

  <xsl:template name="id">
    <xsl:if test="@xml:id or @e:id"><xsl:attribute name="id"><xsl:value-of select="@xml:id | @e:id"/></xsl:attribute></xsl:if>
  </xsl:template>

  <xsl:template name="class">
    <xsl:param name="also"/>
    <xsl:attribute name="class">
      <xsl:value-of select="concat('tei-', local-name())"/>
      <xsl:if test="@type"> t-<xsl:value-of select="translate(normalize-space(@type), ' ', '-')"/></xsl:if>
      <xsl:if test="@place"> p-<xsl:value-of select="translate(normalize-space(@place), ' ', '-')"/></xsl:if>
      <xsl:call-template name="looks">
        <xsl:with-param name="words" select="substring(normalize-space(concat(@rend, ' ', @rendition)), 1, 400)"/>
      </xsl:call-template>
      <xsl:if test="$also != ''"><xsl:value-of select="concat(' ', $also)"/></xsl:if>
      <!-- What the reading view leaves out: what is struck out, and of several readings of one place all but one. -->
      <xsl:if test="@e:unread or self::tei:del or self::tei:surplus"> unread</xsl:if>
    </xsl:attribute>
  </xsl:template>

  <!-- A class for each word of @rend and each pointer of @rendition: "italic", "#italic" are both r-italic. (No more than
       the first, as each is a step deeper.) -->
  <xsl:template name="looks">
    <xsl:param name="words"/>
    <xsl:if test="$words != ''">
      <xsl:variable name="word" select="translate(substring-before(concat($words, ' '), ' '), '#:;', '')"/>
      <xsl:if test="$word != ''"><xsl:value-of select="concat(' r-', $word)"/></xsl:if>
      <xsl:call-template name="looks">
        <xsl:with-param name="words" select="substring-after($words, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="language">
    <xsl:if test="@xml:lang or self::tei:text">
      <xsl:variable name="stated" select="self::*[@xml:lang] | self::*[not(@xml:lang)]/parent::*"/>
      <xsl:variable name="lang" select="$stated/@xml:lang[not(../@e:lang)] | $stated/@e:lang"/>
      <xsl:if test="$lang != ''">
        <xsl:attribute name="lang"><xsl:value-of select="$lang"/></xsl:attribute>
        <xsl:attribute name="xml:lang"><xsl:value-of select="$lang"/></xsl:attribute>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- "yes" where the content has something that can't stand in a paragraph or a heading of HTML. -->
  <xsl:template name="has-blocks">
    <xsl:if test="* and descendant::*[self::tei:list or self::tei:listBibl or self::tei:table or self::tei:p or self::tei:ab or self::tei:lg or self::tei:l or self::tei:sp or self::tei:figure or self::tei:floatingText or self::tei:address or self::tei:cit or self::tei:head or (self::tei:quote and contains(@rend, 'block')) or (self::tei:q and contains(@rend, 'block')) or self::tei:castList or (self::tei:bibl and parent::tei:listBibl) or self::tei:eg or self::tei:body or self::tei:div or self::tei:argument or self::tei:epigraph or self::tei:surface or self::tei:zone or self::tei:docTitle or self::tei:opener or self::tei:closer or self::tei:trailer or self::tei:postscript or self::tei:titlePage or self::tei:dateline or self::tei:salute or self::tei:signed or self::tei:byline]">yes</xsl:if>
  </xsl:template>

  <!-- A span; a div where it has blocks in it. -->
  <xsl:template name="inline">
    <xsl:param name="also"/>
    <xsl:param name="title"/>
    <xsl:param name="witnesses"/>
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <xsl:variable name="tag">
      <xsl:choose><xsl:when test="$blocks = 'yes'">div</xsl:when><xsl:otherwise>span</xsl:otherwise></xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}">
      <xsl:call-template name="attributes"><xsl:with-param name="also" select="$also"/></xsl:call-template>
      <xsl:if test="$title != ''"><xsl:attribute name="title"><xsl:value-of select="$title"/></xsl:attribute></xsl:if>
      <xsl:if test="$witnesses != ''"><xsl:attribute name="data-wit"><xsl:value-of select="concat(' ', $witnesses)"/></xsl:attribute></xsl:if>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <!-- A paragraph of HTML; a div where it has blocks in it. -->
  <xsl:template name="paragraph">
    <xsl:param name="also"/>
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <xsl:variable name="tag">
      <xsl:choose><xsl:when test="$blocks = 'yes'">div</xsl:when><xsl:otherwise>p</xsl:otherwise></xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}">
      <xsl:call-template name="attributes"><xsl:with-param name="also" select="$also"/></xsl:call-template>
      <xsl:apply-templates/>
      <xsl:call-template name="anchor"/>
    </xsl:element>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <!-- The link in the margin by which a paragraph is cited. -->
  <xsl:template name="anchor">
    <xsl:if test="(@xml:id or @e:id) and not(ancestor::tei:note)">
      <a class="anchor ui" href="#{@xml:id | @e:id}" aria-label="Link to {@xml:id | @e:id}"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="block">
    <xsl:param name="also"/>
    <div>
      <xsl:call-template name="attributes"><xsl:with-param name="also" select="$also"/></xsl:call-template>
      <xsl:apply-templates/>
    </div>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <!-- Blocks stand on lines of their own, so that no program that reads the page runs their words together. -->
  <xsl:template name="newline">
    <xsl:if test="not(starts-with(following-sibling::node()[1]/self::text(), '&#10;'))"><xsl:text>&#10;</xsl:text></xsl:if>
  </xsl:template>

  <!-- Elements that no template knows. -->
  <xsl:template match="*">
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <xsl:variable name="inside"><xsl:apply-templates select=".." mode="holds-blocks"/></xsl:variable>
    <xsl:variable name="block" select="$blocks = 'yes' or $inside = 'yes'"/>
    <xsl:variable name="tag">
      <xsl:choose><xsl:when test="$block">div</xsl:when><xsl:otherwise>span</xsl:otherwise></xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}">
      <xsl:call-template name="attributes"/>
      <xsl:attribute name="data-tei"><xsl:value-of select="name()"/></xsl:attribute>
      <xsl:apply-templates/>
    </xsl:element>
    <xsl:if test="$block"><xsl:call-template name="newline"/></xsl:if>
  </xsl:template>

  <xsl:template match="comment() | processing-instruction()"/>

</xsl:stylesheet>
